#pragma once

#include <string>
#include <vector>

#include "host/core/entity.hpp"

namespace kontor::host {

// What the definitions say of whom a record speaks and what in it is personal; built in, the
// company's own and plugins' kinds of records alike.

// The value is personal: the field has a class.
bool is_personal(const Field& field);
bool is_personal(const Entity& entity);

// An address or a number somebody is reached by.
bool is_contact(const Field& field);
// What somebody is called, or reached by.
bool tells_name(const Field& field);
// Records of it may be somebody without being a person: they hold an address or a number.
bool may_be_somebody(const Entity& entity);

// A reference to the person a record is about. Not one that only mentions somebody (who
// recommended them), nor one the company added to a kind of record that is not its own.
bool is_about_person(const Entity& entity, const Field& field);
std::vector<std::string> fields_about_person(const Entity& entity);

// Its records speak of whatever record they name by `subject_entity` and `subject`: entries of a
// timeline, tasks.
bool has_subject(const Entity& entity);

// Nothing is left of its records without the person: the timeline, tasks, roles of a contact.
bool goes_with_person(const Entity& entity);

}  // namespace kontor::host
