# kontor-host_….deb
kontor_installed(host kontor-host kontor-access kontor-audit kontor-backup kontor-bundle kontor-duplicates kontor-export kontor-gdpr kontor-import kontor-company
  kontor-license kontor-plugins kontor-policy kontor-rehearse kontor-report)
kontor_server_files(host)
# Made by `./dev`, not by CMake.
install(DIRECTORY ${PROJECT_SOURCE_DIR}/build/web DESTINATION share/kontor COMPONENT host OPTIONAL)
