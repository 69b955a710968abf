"""Readers against mutated files: ``make fuzz``. An exception outside the family, an abort or a hang is a failure.

Seeds are small texts in ``seeds``, named ``TARGET-….txt``, and files that are built in code. What was found goes to
``found``, named in the same way, and is read again by the tests.
"""
