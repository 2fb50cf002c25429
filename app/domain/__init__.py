"""What a support desk decides, with plain values: standard library and babel only, no I/O, no clock."""
