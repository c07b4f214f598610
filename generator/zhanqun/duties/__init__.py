"""What the cluster's own content says of its duties: pure computations over cleared things and a day."""
