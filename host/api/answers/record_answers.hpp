#pragma once

#include <string_view>

#include "base/core/json.hpp"

// JSON Schemas of what the routes of records and of everyday work answer.
namespace kontor::host::answers {

Json record();
Json record_page(std::string_view name);
Json search_findings();
Json entities();
Json definition();   // What DefinitionDesk answers.
Json definitions();  // All of them, with what is switched off.
Json removed_entity();
Json a_json_schema();
Json figures();  // The rows of an aggregate.
Json forecast();
Json funnel();
Json purchases();
Json conversion();
Json bulk_job();
Json notices();
Json service_levels();
Json duplicates();
Json record_file();
Json record_files();

}  // namespace kontor::host::answers
