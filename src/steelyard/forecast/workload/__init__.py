"""Real traffic from access logs: which requests came, and how often.

    reads.py      what a configuration looks at, so that nothing else is kept
    cuts.py       rules that cut a text out of a line, each as Python and as SQL
    formats.py    the log formats: what stands where
    logformat.py  a ``log_format`` of NGINX, or key names of JSON, as a format
    recognise.py  which format the first lines have
    lines.py      lines to counted keys in plain Python: the reference
    query.py      the same as one query for DuckDB
    requests.py   keys to requests
    counts.py     `Workload`, the result, which adds up
    classify.py   where a workload would go

Nothing here opens a file; `steelyard.app.workload` does.
"""
