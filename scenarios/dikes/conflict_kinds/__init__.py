"""Kinds of things that get in the way of a new dike; one file adds one."""
