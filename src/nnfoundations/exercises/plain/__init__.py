"""Exercises in plain Python, a module for each chapter that has some."""
