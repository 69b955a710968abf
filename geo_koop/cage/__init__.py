"""The cage: uploaded files are read in a process of their own that can do nothing else.

``door`` stands outside and hands jobs in; ``keeper`` is the process that makes one child for each job;
``seal`` takes from the child what it does not need; ``jobs`` are what it may do; ``parcel`` is the form in
which tables come out.
"""
