# kontor_plugin(sms SOURCES plugin.cpp …) makes the target plugin_sms and fills
# build/<preset>/plugins/sms/ with plugin.so, manifest.json and locales/. The manifest lies
# beside the CMakeLists.txt that calls (or in FOLDER); id and version come from it. A plugin sees the SDK's headers
# and the standard library, and is never instrumented by a sanitizer.
function(kontor_plugin name)
  cmake_parse_arguments(arg "" "FOLDER" "SOURCES;PRIVATE" ${ARGN})
  if(NOT arg_FOLDER)
    set(arg_FOLDER ${CMAKE_CURRENT_SOURCE_DIR})
  endif()
  set(manifest ${arg_FOLDER}/manifest.json)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${manifest})
  file(READ ${manifest} text)
  string(JSON id GET "${text}" id)
  string(JSON version GET "${text}" version)

  set(target plugin_${name})
  set(out ${PROJECT_BINARY_DIR}/plugins/${name})
  set(map ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/plugin.map)
  add_library(${target} MODULE ${arg_SOURCES})
  target_link_libraries(${target} PRIVATE kontor::sdk_cpp ${arg_PRIVATE} kontor_options)
  target_compile_definitions(${target} PRIVATE
    KONTOR_PLUGIN_ID="${id}" KONTOR_PLUGIN_VERSION="${version}")
  target_compile_options(${target} PRIVATE -fstack-protector-strong)
  target_link_options(${target} PRIVATE
    -static-libstdc++ -static-libgcc LINKER:--version-script=${map} LINKER:--no-undefined
    LINKER:-z,relro LINKER:-z,now LINKER:-z,noexecstack LINKER:--exclude-libs,ALL)
  set_target_properties(${target} PROPERTIES
    PREFIX "" OUTPUT_NAME plugin SUFFIX .so
    LIBRARY_OUTPUT_DIRECTORY ${out} LINK_DEPENDS ${map}
    C_VISIBILITY_PRESET hidden CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON)

  file(GLOB files RELATIVE ${arg_FOLDER} CONFIGURE_DEPENDS
    ${arg_FOLDER}/locales/*.json ${arg_FOLDER}/icons/* ${arg_FOLDER}/sbom.cdx.json)
  set(copies)
  foreach(file manifest.json ${files})
    add_custom_command(OUTPUT ${out}/${file} DEPENDS ${arg_FOLDER}/${file} VERBATIM
      COMMAND ${CMAKE_COMMAND} -E copy ${arg_FOLDER}/${file} ${out}/${file})
    list(APPEND copies ${out}/${file})
  endforeach()
  add_custom_target(${target}_files DEPENDS ${copies})
  add_dependencies(${target} ${target}_files)
endfunction()
