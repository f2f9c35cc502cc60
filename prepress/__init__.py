"""The press: from plain text to printed page, download and web page, in the trade's own order.

    source/<edition>/ --read--> Manuscript --compose--> Composition --typeset--> Layout --paint--> Artwork

`manuscript` reads and checks an edition and its sections (`edition`, `sections`, `markup`, `typography`). `compose`
pours them into templates with one style sheet (`templates`, `stylesheet`, `tokens`). `typeset` lays them out once
and measures what does not fit (`engine` is the only door to the layout engine). `artworks` paints each variant:
separated into ink and finished for the press (`separation`, `finish`), with a structure tree for readers
(`structure`), as a page for screens (`web`). `inspection` reads finished files, `preflight` asks them one small
rule at a time, `proof` holds each artwork to its rules; `build` runs it all and `output` puts it on disk.

Faults of every stage are `findings`; `geometry`, `variants` and `printers` hold what varies.
"""
