# The Debian packages: `cpack -G DEB` in the build folder, after the target `packages`.
#   kontor-runtime  the command `kontor` and the sandbox plugins run in
#   kontor-sdk      plugins are written, tested and published with it
#   kontor-host, kontor-market, kontor-seats   a server each: systemd unit, /etc/kontor, /var/lib/kontor
set(servers host market seats)
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME kontor)
set(CPACK_PACKAGE_VENDOR Kontor)
set(CPACK_PACKAGE_CONTACT "Kontor <packages@kontor.example>")
set(CPACK_PACKAGE_VERSION ${PROJECT_VERSION})
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_COMPONENTS_ALL runtime sdk ${servers})
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_COMPONENT_RUNTIME_DESCRIPTION "The command kontor and the sandbox of its plugins")
set(CPACK_COMPONENT_SDK_DESCRIPTION "Write, test and publish plugins of the Kontor CRM")
set(CPACK_COMPONENT_HOST_DESCRIPTION "The Kontor CRM of one company")
set(CPACK_COMPONENT_MARKET_DESCRIPTION "A marketplace of plugins for the Kontor CRM")
set(CPACK_COMPONENT_SEATS_DESCRIPTION "Counts the seats of a company with several Kontor hosts")
foreach(component ${CPACK_COMPONENTS_ALL})
  string(TOUPPER ${component} name)
  set(CPACK_DEBIAN_${name}_PACKAGE_NAME kontor-${component})
  set(CPACK_DEBIAN_${name}_PACKAGE_SECTION misc)
  set(CPACK_DEBIAN_${name}_PACKAGE_DEPENDS "kontor-runtime (= ${PROJECT_VERSION})")
endforeach()
# Whom a market, a host or a mail server is signed by.
set(CPACK_DEBIAN_RUNTIME_PACKAGE_DEPENDS "ca-certificates")
set(CPACK_DEBIAN_SDK_PACKAGE_SECTION devel)
# To compile plugins and their tests.
string(APPEND CPACK_DEBIAN_SDK_PACKAGE_DEPENDS
  ", g++, cmake, make | ninja-build, nlohmann-json3-dev, libgtest-dev, libssl-dev")
set(CPACK_DEBIAN_SDK_PACKAGE_RECOMMENDS "gdb")

foreach(server ${servers})
  string(TOUPPER ${server} name)
  string(APPEND CPACK_DEBIAN_${name}_PACKAGE_DEPENDS ", adduser")
  # Backups of a PostgreSQL database are made with its own programs.
  set(CPACK_DEBIAN_${name}_PACKAGE_SUGGESTS "postgresql, postgresql-client")
  set(scripts ${PROJECT_BINARY_DIR}/debian/${server})
  file(WRITE ${scripts}/conffiles "/etc/kontor/${server}.conf\n")
  foreach(script postinst prerm postrm)
    configure_file(${CMAKE_CURRENT_LIST_DIR}/debian/${script}.in ${scripts}/${script} @ONLY
      FILE_PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
  endforeach()
  set(CPACK_DEBIAN_${name}_PACKAGE_CONTROL_EXTRA
    "${scripts}/conffiles;${scripts}/postinst;${scripts}/prerm;${scripts}/postrm")
endforeach()
include(CPack)
