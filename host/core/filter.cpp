#include "host/core/filter.hpp"

#include <array>
#include <utility>

#include "host/core/filter_values.hpp"

namespace kontor::host {

namespace {

constexpr std::array<std::pair<std::string_view, FilterOp>, 15> kOps{
    {{"eq", FilterOp::eq},
     {"ne", FilterOp::ne},
     {"lt", FilterOp::lt},
     {"le", FilterOp::le},
     {"gt", FilterOp::gt},
     {"ge", FilterOp::ge},
     {"in", FilterOp::in},
     {"not_in", FilterOp::not_in},
     {"between", FilterOp::between},
     {"prefix", FilterOp::prefix},
     {"contains", FilterOp::contains},
     {"has", FilterOp::has},
     {"is_null", FilterOp::is_null},
     {"among", FilterOp::among},
     {"not_among", FilterOp::not_among}}};

Result<FilterOp> parse_op(const std::string& name) {
  for (const auto& [known, op] : kOps) {
    if (known == name) return op;
  }
  return refuse_filter("unknown op " + name.substr(0, 40));
}

// Reads one filter; counts what it has read so far.
class FilterReader {
 public:
  FilterReader(const Entity& entity, const FilterContext& context)
      : entity_(entity), context_(context) {}

  Result<Filter> read(const Json& json, int depth) {
    if (depth > kFilterDepthMax) return refuse_filter("nested too deeply");
    if (json.is_array()) return group(Filter::Kind::all, json, depth);
    if (!json.is_object()) return refuse_filter("a condition is {\"field\",\"op\",\"value\"}");
    if (json.contains("field")) return condition(json);
    if (json.size() == 1 && json.contains("all"))
      return group(Filter::Kind::all, json["all"], depth);
    if (json.size() == 1 && json.contains("any"))
      return group(Filter::Kind::any, json["any"], depth);
    if (json.size() == 1 && json.contains("not")) {
      Filter negated;
      negated.kind = Filter::Kind::none;
      negated.parts.push_back(TRY(read(json["not"], depth + 1)));
      return negated;
    }
    return refuse_filter("a condition, all, any or not is wanted");
  }

 private:
  Result<Filter> group(Filter::Kind kind, const Json& json, int depth) {
    if (!json.is_array()) return refuse_filter("all and any take a list");
    if (json.size() > kConditionsMax) return refuse_filter("too many conditions");
    Filter filter;
    filter.kind = kind;
    filter.parts.reserve(json.size());
    for (const Json& part : json) filter.parts.push_back(TRY(read(part, depth + 1)));
    return filter;
  }

  Result<Filter> condition(const Json& json) {
    if (++conditions_ > kConditionsMax) return refuse_filter("too many conditions");
    for (const auto& [name, ignored] : json.items()) {
      if (name != "field" && name != "op" && name != "value")
        return refuse_filter("unknown member " + name.substr(0, 40));
    }
    Condition read;
    const std::string name = TRY(json_text(json, "field"));
    const FieldType type = TRY(take_subject(name, read));
    const std::string op = TRY(json_text(json, "op"));
    read.op = TRY(parse_op(op));
    read.value = json.value("value", Json());
    if (read.op == FilterOp::among || read.op == FilterOp::not_among) {
      TRY(take_others(type, read));
      return Filter::of(std::move(read));
    }
    resolve_words(type, context_, read.value);
    values_ += read.value.is_array() ? read.value.size() : 1;
    if (values_ > kFilterValuesMax) return refuse_filter("too many values");
    TRY(check_condition(type, read));
    return Filter::of(std::move(read));
  }

  // What the condition is about; its type.
  Result<FieldType> take_subject(const std::string& name, Condition& read) const {
    const auto colon = name.find(':');
    read.field = name.substr(0, colon);
    const FieldType type = TRY(type_of(entity_, read.field));
    if (colon == std::string::npos) return type;
    if (type != FieldType::money || name.substr(colon) != kCurrencyPart)
      return refuse_filter("there is no " + name.substr(0, 80) + " to compare");
    read.of = Condition::Of::currency;
    return FieldType::choice;
  }

  // What the field is compared with: a field of other records.
  Status take_others(FieldType type, Condition& read) {
    if (!context_.others) return refuse_filter("other records cannot be asked about here");
    if (++others_ > kAmongMax) return refuse_filter("too many kinds of other records");
    if (read.field != "id" && type != FieldType::reference)
      return refuse_filter("only the id and fields that name a record are among others");
    const Json asked = read.value;
    if (!asked.is_object()) return refuse_filter("among takes {\"entity\",\"field\",\"filter\"}");
    for (const auto& [name, ignored] : asked.items()) {
      if (name != "entity" && name != "field" && name != "filter")
        return refuse_filter("unknown member " + name.substr(0, 40));
    }
    const std::string entity = TRY(json_text(asked, "entity"));
    const std::string field = TRY(json_text(asked, "field"));
    OtherRecords others = TRY(context_.others(entity, field, asked.value("filter", Json())));
    const FieldType named = TRY(type_of(others.entity, field));
    if (field != "id" && named != FieldType::reference)
      return refuse_filter("others are told by their id or a field that names a record");
    read.value = {{"entity", entity}, {"field", field}, {"filter", others.asked}};
    read.others = std::make_shared<const OtherRecords>(std::move(others));
    return ok();
  }

  const Entity& entity_;
  const FilterContext& context_;
  std::size_t others_ = 0;
  std::size_t conditions_ = 0;
  std::size_t values_ = 0;
};

}  // namespace

Filter Filter::of(Condition condition) {
  Filter filter;
  filter.kind = Kind::condition;
  filter.condition = std::move(condition);
  return filter;
}

Filter Filter::all_of(std::vector<Filter> parts) {
  Filter filter;
  filter.parts = std::move(parts);
  return filter;
}

void Filter::and_also(Filter other) {
  if (other.empty()) return;
  if (empty()) {
    *this = std::move(other);
    return;
  }
  std::vector<Filter> both;
  both.reserve(2);
  both.push_back(std::move(*this));
  both.push_back(std::move(other));
  *this = all_of(std::move(both));
}

void Filter::for_each(const std::function<void(const Condition&)>& visit) const {
  if (kind == Kind::condition) return visit(condition);
  for (const Filter& part : parts) part.for_each(visit);
}

Result<FieldType> type_of(const Entity& entity, const std::string& field) {
  if (field == "id") return FieldType::text;
  if (field == "version") return FieldType::number;
  if (field == "created_at" || field == "updated_at") return FieldType::time;
  const Field* const known = entity.find(field);
  if (known == nullptr) {
    return Error{ErrorCode::invalid_argument,
                 "entity " + entity.name + " has no field " + field.substr(0, 63)};
  }
  return known->type;
}

Result<Filter> parse_filter(const Json& json, const Entity& entity, const FilterContext& context) {
  if (json.is_null()) return Filter{};
  return FilterReader(entity, context).read(json, 0);
}

Json filter_json(const Filter& filter) {
  if (filter.kind == Filter::Kind::condition) {
    std::string_view name;
    for (const auto& [text, op] : kOps) {
      if (op == filter.condition.op) name = text;
    }
    std::string field = filter.condition.field;
    if (filter.condition.of == Condition::Of::currency) field += kCurrencyPart;
    return {{"field", std::move(field)}, {"op", name}, {"value", filter.condition.value}};
  }
  if (filter.kind == Filter::Kind::none) return {{"not", filter_json(filter.parts.front())}};
  Json parts = Json::array();
  for (const Filter& part : filter.parts) parts.push_back(filter_json(part));
  return {{filter.kind == Filter::Kind::all ? "all" : "any", std::move(parts)}};
}

}  // namespace kontor::host
