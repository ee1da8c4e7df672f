"""What is known of offers: limits, hosts, disputed prices, own offers."""
