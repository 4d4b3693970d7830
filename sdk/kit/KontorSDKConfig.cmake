# find_package(KontorSDK) for plugins:
#   KontorSDK::abi      the C headers, <kontor/kontor.h>
#   KontorSDK::cpp      the C++20 wrapper and the operations, <kontor/plugin.hpp>
#   KontorSDK::testing  a host in memory for tests, <kontor/testing.hpp>
#   kontor_plugin(), kontor_plugin_test()   see plugin.cmake
# Everything is found beside this file, so the SDK may be moved.
if(TARGET KontorSDK::cpp)
  return()  # Kontor's own tree has made them.
endif()
include(CMakeFindDependencyMacro)
find_dependency(nlohmann_json)
find_dependency(Threads)

get_filename_component(prefix "${CMAKE_CURRENT_LIST_DIR}/../../.." ABSOLUTE)
set(KontorSDK_FOLDER "${prefix}/share/kontor/sdk")

add_library(KontorSDK::abi INTERFACE IMPORTED)
target_include_directories(KontorSDK::abi INTERFACE "${KontorSDK_FOLDER}/include")

add_library(KontorSDK::cpp INTERFACE IMPORTED)
target_link_libraries(KontorSDK::cpp INTERFACE KontorSDK::abi nlohmann_json::nlohmann_json)

add_library(KontorSDK::testing STATIC IMPORTED)
set_target_properties(KontorSDK::testing PROPERTIES
  IMPORTED_LOCATION "${prefix}/lib/libkontor-testing.a"
  IMPORTED_LINK_INTERFACE_LANGUAGES CXX)
target_include_directories(KontorSDK::testing INTERFACE "${KontorSDK_FOLDER}/testing")
# Found when a test is linked, so that building a plugin needs none of them.
target_link_libraries(KontorSDK::testing INTERFACE
  KontorSDK::cpp Threads::Threads crypto ${CMAKE_DL_LIBS})

include("${KontorSDK_FOLDER}/plugin.cmake")
unset(prefix)
