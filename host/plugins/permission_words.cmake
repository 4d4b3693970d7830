# Gives host_plugins the web app's own phrases for permissions, so that REST, the command
# line and the pages say the same: kontor_embed_permission_phrases(target locales-folder).
function(kontor_embed_permission_phrases target folder)
  set(entries "")
  foreach(language en ru sv da)
    set(file ${folder}/${language}.json)
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
    file(READ ${file} text)
    set(phrases "")
    foreach(part permission purpose basis)
      string(JSON ${part} GET "${text}" ${part})
      string(APPEND phrases "\"${part}\": ${${part}},\n")
    endforeach()
    string(APPEND phrases "\"language\": \"${language}\"")
    string(APPEND entries "      {\"${language}\", R\"phrases({${phrases}})phrases\"},\n")
  endforeach()
  set(output ${CMAKE_CURRENT_BINARY_DIR}/permission_phrases.cpp)
  file(CONFIGURE OUTPUT ${output} CONTENT
"#include <string_view>
#include <utility>
#include <vector>

namespace kontor::host {

// Made from the web app's locales at build time.
std::vector<std::pair<std::string_view, std::string_view>> permission_phrases();
std::vector<std::pair<std::string_view, std::string_view>> permission_phrases() {
  return {
${entries}  };
}

}  // namespace kontor::host
" @ONLY)
  target_sources(${target} PRIVATE ${output})
endfunction()
