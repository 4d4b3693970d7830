# kontor-sdk_<version>_<architecture>.deb and kontor-practice_…: `cpack -G DEB` in the build
# folder, after the target `practice` is built.
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME kontor-sdk)
set(CPACK_PACKAGE_VENDOR Kontor)
set(CPACK_PACKAGE_CONTACT "Kontor <sdk@kontor.example>")
set(CPACK_PACKAGE_VERSION ${PROJECT_VERSION})
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_COMPONENTS_ALL sdk practice)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_SDK_PACKAGE_NAME kontor-sdk)
set(CPACK_DEBIAN_PRACTICE_PACKAGE_NAME kontor-practice)
set(CPACK_COMPONENT_SDK_DESCRIPTION "Write, test and publish plugins of the Kontor CRM")
set(CPACK_COMPONENT_PRACTICE_DESCRIPTION
  "A market and a host of your own, to try plugins of the Kontor CRM in")
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION devel)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
# To compile plugins and their tests.
set(CPACK_DEBIAN_SDK_PACKAGE_DEPENDS
  "g++, cmake, make | ninja-build, nlohmann-json3-dev, libgtest-dev, libssl-dev")
set(CPACK_DEBIAN_SDK_PACKAGE_RECOMMENDS "gdb")
set(CPACK_DEBIAN_PRACTICE_PACKAGE_DEPENDS "kontor-sdk (= ${PROJECT_VERSION})")
include(CPack)
