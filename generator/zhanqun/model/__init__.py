"""Frozen types that flow between the stages. Standard library only; nothing here touches disk."""
