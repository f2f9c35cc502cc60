"""The preview: the true pages of a brochure in the browser, anew at every change of its sources.

    save --watch--> desk --leaves--> server --events--> page

`desk` runs the stages of a build and keeps the last pages that could be set; a leaf (`leaves`) is one page painted,
with all that stands on it. `proofs` reads the whole build in a process of its own, so that preflight never keeps the
desk waiting. `room` joins them to what `watch` sees; `server` shows it to one machine only; `editors` opens a source.
"""
