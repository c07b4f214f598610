"""Pure helpers that know nothing of sites or stages."""
