#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "base/core/json.hpp"

// JSON Schemas of what this product itself answers, in few words; each is a schema of draft 7 and
// of 2020-12 alike.
namespace kontor::shape {

Json text();
Json moment();   // RFC 3339, UTC: "2026-11-22T08:00:00.000Z"
Json integer();  // An integer.
Json count();    // An integer from 0.
Json number();
Json flag();
Json any();  // Anything at all.
Json one_of(std::initializer_list<const char*> values);
Json list_of(Json items);
Json map_of(Json values);  // An object whose members have names nobody knows before.
Json or_null(const Json& schema);

// A member of an object; a name that ends with '?' may be left out.
struct Member {
  std::string_view name;
  Json schema;
};
// An object with these members and no others.
Json object(const std::vector<Member>& members);
// The same with others beside them: what somebody else's program said is handed on.
Json open_object(const std::vector<Member>& members);
// A closed object with more members.
Json with(Json object, const std::vector<Member>& members);
// {name: [items…]}
Json only(std::string_view name, const Json& items);
// {name: [items…], "next": cursor or null}
Json page(std::string_view name, const Json& items);

}  // namespace kontor::shape
