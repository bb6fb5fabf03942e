"""How often a title alone says where a project is: measured on real Invierte.pe exports."""

from __future__ import annotations
