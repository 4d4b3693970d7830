# Every Kontor target is made here, so that warnings, sanitizers and header
# checks hold everywhere without a global flag.
#
#   kontor_library(base_core HEADERS a.hpp SOURCES a.cpp PUBLIC kontor::x PRIVATE y)
#   kontor_program(kontor-host SOURCES main.cpp PRIVATE kontor::host_app)
#   kontor_test(base_core_test SOURCES a_test.cpp PRIVATE kontor::base_core)

find_package(Threads REQUIRED)

add_library(kontor_options INTERFACE)
target_compile_options(kontor_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror
  # At -O2 gcc 12 takes the empty std::optional for an uninitialised value; ASan and UBSan look better.
  $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>
  # TRY is a statement expression, in one macro on purpose.
  # gcc's -Wconversion does not speak of signs in C++ either.
  $<$<CXX_COMPILER_ID:Clang>:-Wno-gnu-statement-expression -Wno-sign-conversion>)
target_link_libraries(kontor_options INTERFACE Threads::Threads)

add_library(kontor_sanitizers INTERFACE)
if(KONTOR_SANITIZE)
  target_compile_options(kontor_sanitizers INTERFACE
    -fsanitize=${KONTOR_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all
    # gcc 12 warns of std::function's own storage in instrumented code (GCC bug 105562);
    # the release build keeps the warning.
    $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>)
  target_link_options(kontor_sanitizers INTERFACE -fsanitize=${KONTOR_SANITIZE})
endif()
if(KONTOR_FUZZ)  # Coverage of the code under test guides the hunt.
  target_compile_options(kontor_sanitizers INTERFACE -fsanitize=fuzzer-no-link)
endif()

function(kontor_library name)
  cmake_parse_arguments(arg "" "" "HEADERS;SOURCES;PUBLIC;PRIVATE" ${ARGN})
  if(arg_SOURCES)
    add_library(${name} STATIC)
    set(scope PUBLIC)
    target_link_libraries(${name} PUBLIC ${arg_PUBLIC}
      PRIVATE ${arg_PRIVATE} kontor_options kontor_sanitizers)
    target_sources(${name} PRIVATE ${arg_SOURCES})
  else()
    add_library(${name} INTERFACE)
    set(scope INTERFACE)
    target_link_libraries(${name} INTERFACE ${arg_PUBLIC})
  endif()
  add_library(kontor::${name} ALIAS ${name})
  target_sources(${name} ${scope} FILE_SET HEADERS
    BASE_DIRS ${PROJECT_SOURCE_DIR} FILES ${arg_HEADERS})
endfunction()

function(kontor_program name)
  cmake_parse_arguments(arg "" "" "SOURCES;PRIVATE" ${ARGN})
  add_executable(${name} ${arg_SOURCES})
  target_link_libraries(${name} PRIVATE ${arg_PRIVATE} kontor_options kontor_sanitizers)
endfunction()

# Programs that a Debian package holds; `component` names it (base/debian.cmake).
add_custom_target(packages)
function(kontor_installed component)
  install(TARGETS ${ARGN} RUNTIME DESTINATION bin COMPONENT ${component})
  add_dependencies(packages ${ARGN})
endfunction()

# What a server's package kontor-COMPONENT holds beside programs: from the caller's folder
# kontor-COMPONENT.service and COMPONENT.conf (to /etc/kontor, never overwritten by an upgrade), and
# from the folder above its README.md.
function(kontor_server_files component)
  install(FILES ${CMAKE_CURRENT_LIST_DIR}/kontor-${component}.service
    DESTINATION /lib/systemd/system COMPONENT ${component})
  install(FILES ${CMAKE_CURRENT_LIST_DIR}/${component}.conf DESTINATION /etc/kontor COMPONENT ${component})
  install(FILES ${CMAKE_CURRENT_LIST_DIR}/../README.md DESTINATION share/doc/kontor-${component} COMPONENT ${component})
endfunction()

# Everything that ./dev check builds for the thread sanitizer.
add_custom_target(thread_tests)

# One ctest per binary named `name`. LABELS (unit, integration, threads, e2e,
# release-only) choose what ./dev check runs; DEPENDS are programs the test starts.
function(kontor_test name)
  cmake_parse_arguments(arg "" "TIMEOUT" "SOURCES;PRIVATE;LABELS;ENVIRONMENT;DEPENDS" ${ARGN})
  find_package(GTest REQUIRED)
  add_executable(${name} ${arg_SOURCES})
  target_link_libraries(${name} PRIVATE
    ${arg_PRIVATE} GTest::gtest GTest::gtest_main kontor_options kontor_sanitizers)
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/tests)
  if(arg_DEPENDS)
    add_dependencies(${name} ${arg_DEPENDS})
  endif()
  if("threads" IN_LIST arg_LABELS)
    add_dependencies(thread_tests ${name})
  endif()
  if(KONTOR_SANITIZE AND "release-only" IN_LIST arg_LABELS)
    set_target_properties(${name} PROPERTIES EXCLUDE_FROM_ALL ON)
  endif()
  add_test(NAME ${name} COMMAND ${name})
  if(NOT arg_TIMEOUT)
    set(arg_TIMEOUT 120)
  endif()
  # Seconds with room on a quiet machine; a busy one, or one with sanitizers, has several times as long.
  math(EXPR limit_s "${arg_TIMEOUT} * 5")
  set_tests_properties(${name} PROPERTIES TIMEOUT ${limit_s} LABELS "${arg_LABELS}"
    ENVIRONMENT "KONTOR_BIN=${PROJECT_BINARY_DIR}/bin;KONTOR_SOURCE=${PROJECT_SOURCE_DIR};KONTOR_PLUGINS=${PROJECT_BINARY_DIR}/plugins;${arg_ENVIRONMENT}")
endfunction()
