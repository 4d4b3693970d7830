#pragma once

#include <string>
#include <vector>

#include "host/core/definitions.hpp"
#include "host/store/record_store.hpp"

namespace kontor::host {

// Fields of other records that refer to records of `entity`, hidden ones too.
std::vector<RecordStore::Follower> pointers_to(const Catalogue& catalogue,
                                               const std::string& entity);

// What only speaks of a record of `entity`, and goes and comes back with it: its timeline,
// a deal's stage history, an order's lines, a contact's roles.
std::vector<RecordStore::Follower> followers_of(const std::string& entity);

// The same from the other side: the fields by which a record of `entity` hangs on others. Of any
// kind, told by the field subject_entity, where `entity` of the link is empty.
struct RecordParent {
  std::string field;
  std::string entity;
};
std::vector<RecordParent> parents_of(const std::string& entity);
std::string parent_kind(const RecordParent& parent, const Record& record);

// Whose timelines join that of a record of `entity`: of living records of kind `entity` of the
// source whose `field` is the record, their `wanted` names the one. What a lead became has the
// lead's history, an organisation that of its contact persons.
struct TimelineSource {
  std::string entity;
  std::string field;
  std::string wanted;
};
std::vector<TimelineSource> timeline_sources(const std::string& entity);

// The persons a record speaks of: itself, those it refers to, the subject of a timeline's entry or
// a task. Hidden fields too.
std::vector<std::string> persons_of(const Entity& entity, const Record& record);

}  // namespace kontor::host
