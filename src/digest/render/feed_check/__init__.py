"""What is wrong with a feed, ours or anybody's: RSS 2.0, Atom 1.0 (RFC 4287), JSON Feed 1.1.

`check.examine_feed` looks at one document, `check.compare_feeds` at the formats of one feed, and
`http.check_answers` at how a server hands it out. They are functions of bytes and values: nothing
is fetched here, and the present time comes in. What a code means and how bad it is stands in
`codes.FEED_CODES`.

The rules are those of the specifications, of the RSS Advisory Board's best practices profile, and
of what readers are known to punish.
"""
