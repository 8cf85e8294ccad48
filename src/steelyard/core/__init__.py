"""The ground floor: places, findings, errors, exactness. No I/O."""
