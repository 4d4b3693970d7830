#pragma once

#include "figured.hpp"

// Figures of service and of use, each with its rule named in its note.
namespace kontor::kpi {

Figured promoter_score(const Source& source, const op::Period& period, const Terms& terms);
Figured satisfaction(const Source& source, const op::Period& period, const Terms& terms);
// The parameter `variant`: "gross" (the default) or "net".
Figured first_contact(const Source& source, const op::Period& period, const Terms& terms);
Figured adoption(const Source& source, const op::Period& period, const Terms& terms);
// Persons who have the e-mail address of another one. No list shows them: they are merged in pairs.
double shared_mails(const Source& source);
// Of persons, with the lists that mend it.
Figured data_quality(const Source& source, const op::Period& period, const Terms& terms);

}  // namespace kontor::kpi
