# Makes `output`.cpp with one std::string_view per file: kontor_embed_texts(list_name output FILES…)
# defines kontor::host::embedded_<list_name>().
function(kontor_embed_texts list_name output)
  set(body "")
  foreach(file ${ARGN})
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
    file(READ ${file} text)
    string(APPEND body "      std::string_view(R\"embedded(${text})embedded\"),\n")
  endforeach()
  file(CONFIGURE OUTPUT ${output} CONTENT
"#include <string_view>
#include <vector>

namespace kontor::host {

// Made from JSON files at build time.
std::vector<std::string_view> embedded_${list_name}();
std::vector<std::string_view> embedded_${list_name}() {
  return {
${body}  };
}

}  // namespace kontor::host
" @ONLY)
endfunction()
