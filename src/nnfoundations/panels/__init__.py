"""Notebook panels: labelled controls whose every change redraws a result.

They need a running kernel. Where there is none (on the site), the picture of
the default result stands in their place.
"""
