# kontor-host_….deb
kontor_installed(host kontor-host kontor-access kontor-audit kontor-backup kontor-bundle kontor-duplicates kontor-export kontor-gdpr kontor-import kontor-company
  kontor-license kontor-plugins kontor-policy kontor-rehearse kontor-report)
kontor_server_files(host)
# Made by `./dev`, not by CMake.
install(DIRECTORY ${PROJECT_SOURCE_DIR}/build/web DESTINATION share/kontor COMPONENT host OPTIONAL)

# Plugins that come with the host (host/README.md): an air-gap bundle and the root.json that signs it, made by a release.
# At the time of packing the environment names them as well.
set(KONTOR_BUNDLE "" CACHE FILEPATH "bundle.tar of the plugins that come with kontor-host")
set(KONTOR_BUNDLE_ROOT "" CACHE FILEPATH "root.json of the market that bundle is from")
install(CODE "set(bundle \"${KONTOR_BUNDLE}\")\nset(root \"${KONTOR_BUNDLE_ROOT}\")" COMPONENT host)
install(CODE [[
  if(DEFINED ENV{KONTOR_BUNDLE})
    set(bundle "$ENV{KONTOR_BUNDLE}")
    set(root "$ENV{KONTOR_BUNDLE_ROOT}")
  endif()
  if(bundle AND root)
    set(place "${CMAKE_INSTALL_PREFIX}/share/kontor/bundled")
    file(INSTALL DESTINATION "${place}" TYPE FILE RENAME bundle.tar FILES "${bundle}")
    file(INSTALL DESTINATION "${place}" TYPE FILE RENAME root.json FILES "${root}")
  elseif(bundle OR root)
    message(FATAL_ERROR "KONTOR_BUNDLE and KONTOR_BUNDLE_ROOT belong together")
  else()
    message(NOTICE "kontor-host comes without plugins: no KONTOR_BUNDLE is named")
  endif()
]] COMPONENT host)
