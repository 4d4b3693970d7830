# kontor-market_….deb
kontor_installed(market kontor-market kontor-operator kontor-keys kontor-log kontor-tuf)
kontor_server_files(market)
