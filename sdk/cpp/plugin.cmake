# What a plugin's CMakeLists.txt says; the same in Kontor's own tree and with the installed
# SDK (find_package(KontorSDK)).
#
#   kontor_plugin(maps SOURCES plugin.cpp)                    target plugin_maps
#   kontor_plugin_test(maps_test PLUGIN maps SOURCES tests/maps_test.cpp)
#
# kontor_plugin fills plugins/maps/ of the build folder (or $KONTOR_PLUGIN_OUTPUT) with
# plugin.so, manifest.json, locales/, screenshots/ and the handbooks. The manifest lies beside the CMakeLists.txt
# that calls (or in FOLDER); id, version and licence keys come from it. A plugin sees the SDK's headers and
# the standard library, is linked to run on other distributions, and is never instrumented
# by a sanitizer.
function(kontor_plugin name)
  cmake_parse_arguments(arg "" "FOLDER" "SOURCES;PRIVATE" ${ARGN})
  if(NOT arg_SOURCES)
    message(FATAL_ERROR "kontor_plugin(${name}) needs SOURCES, for example SOURCES plugin.cpp")
  endif()
  if(NOT arg_FOLDER)
    set(arg_FOLDER ${CMAKE_CURRENT_SOURCE_DIR})
  endif()
  set(manifest ${arg_FOLDER}/manifest.json)
  if(NOT EXISTS ${manifest})
    message(FATAL_ERROR "${manifest} is missing; every plugin has a manifest (see kontor new --help)")
  endif()
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${manifest})
  file(READ ${manifest} text)
  string(JSON id GET "${text}" id)
  string(JSON version GET "${text}" version)
  # Whose proofs of licences the plugin believes, for <kontor/license.hpp>.
  foreach(kind licenses offers)
    string(JSON count ERROR_VARIABLE none LENGTH "${text}" license keys ${kind})
    set(${kind} "")
    if(count MATCHES "^[1-9]")
      math(EXPR last "${count} - 1")
      foreach(index RANGE ${last})
        string(JSON key GET "${text}" license keys ${kind} ${index})
        list(APPEND ${kind} ${key})
      endforeach()
      list(JOIN ${kind} "," ${kind})
    endif()
  endforeach()

  set(target plugin_${name})
  set(out ${CMAKE_BINARY_DIR}/plugins/${name})
  if(KONTOR_PLUGIN_OUTPUT)
    set(out ${KONTOR_PLUGIN_OUTPUT})
  endif()
  set(map ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/plugin.map)
  add_library(${target} MODULE ${arg_SOURCES})
  target_link_libraries(${target} PRIVATE KontorSDK::cpp ${arg_PRIVATE})
  if(TARGET kontor_options)
    target_link_libraries(${target} PRIVATE kontor_options)
  else()
    target_compile_options(${target} PRIVATE -Wall -Wextra)
  endif()
  target_compile_definitions(${target} PRIVATE
    KONTOR_PLUGIN_ID="${id}" KONTOR_PLUGIN_VERSION="${version}"
    KONTOR_LICENSE_KEYS="${licenses}" KONTOR_OFFER_KEYS="${offers}")
  target_compile_options(${target} PRIVATE -fstack-protector-strong
    -fmacro-prefix-map=${CMAKE_CURRENT_SOURCE_DIR}/=)
  target_link_options(${target} PRIVATE
    -static-libstdc++ -static-libgcc LINKER:--version-script=${map} LINKER:--no-undefined
    LINKER:-z,relro LINKER:-z,now LINKER:-z,noexecstack LINKER:--exclude-libs,ALL)
  set_target_properties(${target} PROPERTIES
    PREFIX "" OUTPUT_NAME plugin SUFFIX .so
    CXX_STANDARD 20 CXX_STANDARD_REQUIRED ON CXX_EXTENSIONS OFF
    LIBRARY_OUTPUT_DIRECTORY ${out} LINK_DEPENDS ${map}
    C_VISIBILITY_PRESET hidden CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON)

  file(GLOB files RELATIVE ${arg_FOLDER} CONFIGURE_DEPENDS
    ${arg_FOLDER}/locales/*.json ${arg_FOLDER}/screenshots/*.png
    ${arg_FOLDER}/screenshots/*.webp ${arg_FOLDER}/handbook.md ${arg_FOLDER}/handbook.*.md
    ${arg_FOLDER}/sbom.cdx.json)
  set(copies)
  foreach(file manifest.json ${files})
    add_custom_command(OUTPUT ${out}/${file} DEPENDS ${arg_FOLDER}/${file} VERBATIM
      COMMAND ${CMAKE_COMMAND} -E copy ${arg_FOLDER}/${file} ${out}/${file})
    list(APPEND copies ${out}/${file})
  endforeach()
  add_custom_target(${target}_files DEPENDS ${copies})
  add_dependencies(${target} ${target}_files)
endfunction()

# A GoogleTest program over KontorSDK::testing, run by ctest. KONTOR_PLUGIN_FOLDER is defined
# as the folder of the built PLUGIN. Nothing with -DBUILD_TESTING=OFF.
function(kontor_plugin_test name)
  cmake_parse_arguments(arg "" "PLUGIN" "SOURCES;PRIVATE" ${ARGN})
  if(NOT TARGET plugin_${arg_PLUGIN})
    message(FATAL_ERROR "kontor_plugin_test(${name}) needs PLUGIN, a name given to kontor_plugin before")
  endif()
  if(DEFINED BUILD_TESTING AND NOT BUILD_TESTING)
    return()
  endif()
  find_package(GTest REQUIRED)
  get_target_property(folder plugin_${arg_PLUGIN} LIBRARY_OUTPUT_DIRECTORY)
  add_executable(${name} ${arg_SOURCES})
  target_link_libraries(${name} PRIVATE
    KontorSDK::cpp KontorSDK::testing ${arg_PRIVATE} GTest::gtest GTest::gtest_main)
  if(TARGET kontor_options)
    target_link_libraries(${name} PRIVATE kontor_options kontor_sanitizers)
  endif()
  target_compile_definitions(${name} PRIVATE KONTOR_PLUGIN_FOLDER="${folder}")
  set_target_properties(${name} PROPERTIES
    CXX_STANDARD 20 CXX_STANDARD_REQUIRED ON CXX_EXTENSIONS OFF
    RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
  add_dependencies(${name} plugin_${arg_PLUGIN})
  add_test(NAME ${name} COMMAND ${name})
  set_tests_properties(${name} PROPERTIES TIMEOUT 120 LABELS unit)
endfunction()
