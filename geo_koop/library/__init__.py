"""What programs call: files, tables and words go in, an analysis comes out (``docs/library.md``)."""
