# kontor_embed_migrations(<target> <component> <folder>)
#
# Gives <target> the function
#   const std::vector<kontor::db::Migration>& kontor::db::<component>_migrations();
# declared in "<component>_migrations.hpp", with the texts of <folder>/NNNN_name.sql, and
# of NNNN_name.postgres.sql where the dialects part.

function(kontor_embed_migrations target component folder)
  get_filename_component(folder ${folder} ABSOLUTE)
  file(GLOB files CONFIGURE_DEPENDS ${folder}/[0-9][0-9][0-9][0-9]_*.sql)
  set(output ${CMAKE_CURRENT_BINARY_DIR}/${component}_migrations)
  set(script ${PROJECT_SOURCE_DIR}/base/db/embed_migrations.cmake)
  add_custom_command(
    OUTPUT ${output}/${component}_migrations.hpp ${output}/${component}_migrations.cpp
    COMMAND ${CMAKE_COMMAND} -Dcomponent=${component} -Dfolder=${folder} -Doutput=${output}
            -P ${script}
    DEPENDS ${files} ${script}
    COMMENT "Generating migrations of ${component}"
    VERBATIM)
  target_sources(${target} PRIVATE
    ${output}/${component}_migrations.cpp ${output}/${component}_migrations.hpp)
  target_include_directories(${target} PRIVATE ${output})
  target_link_libraries(${target} PRIVATE kontor::base_db)
endfunction()
