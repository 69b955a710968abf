"""Cost sheets for others: a workbook that reckons live, JSON, and YAML."""
