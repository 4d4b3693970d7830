#include "host/api/answers/report_answers.hpp"

#include "base/core/shape.hpp"

namespace kontor::host::answers {

using namespace shape;

Json report() {
  const std::vector<Member> figures{{"values", list_of(or_null(number()))},
                                    {"currencies", list_of(or_null(text()))}};
  const Json conditions = list_of(any());
  return object(
      {{"of", text()},
       {"groups", list_of(text())},
       {"measures", list_of(object({{"function", text()}, {"field?", text()}, {"to?", text()}}))},
       {"chart", text()},
       {"time_zone", text()},
       {"from", or_null(text())},
       {"to", or_null(text())},
       {"filter", conditions},
       {"rows", list_of(with(object(figures),
                             {{"group", list_of(any())}, {"filter", or_null(conditions)}}))},
       {"totals", object(figures)},
       {"names", map_of(text())},
       {"mixed_currencies", flag()},
       {"not_drillable", or_null(text())}});
}

}  // namespace kontor::host::answers
