# kontor-seats_….deb
kontor_installed(seats kontor-seats)
kontor_server_files(seats)
