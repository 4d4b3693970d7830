# Writes the C++ of kontor_embed_migrations(): cmake -Dcomponent= -Dfolder= -Doutput= -P …

file(GLOB files ${folder}/[0-9][0-9][0-9][0-9]_*.sql)
list(SORT files)
set(entries "")
foreach(file ${files})
  get_filename_component(name ${file} NAME)
  if(name MATCHES "\\.postgres\\.sql$")
    continue()
  endif()
  string(REGEX REPLACE "\\.sql$" "" name ${name})
  string(REGEX REPLACE "^0*([0-9]+)_.*" "\\1" number ${name})
  file(READ ${file} portable)
  set(postgres "")
  if(EXISTS ${folder}/${name}.postgres.sql)
    file(READ ${folder}/${name}.postgres.sql postgres)
  endif()
  string(APPEND entries
    "    {${number}, \"${name}\", R\"migration(${portable})migration\",\n"
    "     R\"migration(${postgres})migration\"},\n")
endforeach()

file(WRITE ${output}/${component}_migrations.hpp
"#pragma once

#include <vector>

#include \"base/db/database.hpp\"

namespace kontor::db {
const std::vector<Migration>& ${component}_migrations();
}
")
file(WRITE ${output}/${component}_migrations.cpp
"#include \"${component}_migrations.hpp\"

namespace kontor::db {

const std::vector<Migration>& ${component}_migrations() {
  static const std::vector<Migration> migrations = {
${entries}  };
  return migrations;
}

}  // namespace kontor::db
")
