"""Heat and cold from the ground: deep doublets, storage in aquifers and closed loops."""
