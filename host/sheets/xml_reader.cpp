#include "host/sheets/xml_reader.hpp"

#include <expat.h>

#include <optional>

namespace kontor::host {

namespace {

Error bad_xml(const std::string& why) {
  return Error{ErrorCode::invalid_argument, "the workbook cannot be read: " + why,
               R"({"code":"bad-workbook"})"};
}

std::string_view local_name(std::string_view name) {
  const auto colon = name.find(':');
  return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

class ExpatReader final : public XmlReader {
 public:
  explicit ExpatReader(Handlers handlers)
      : handlers_(std::move(handlers)), parser_(XML_ParserCreate("UTF-8")) {
    XML_SetUserData(parser_, this);
    XML_SetElementHandler(parser_, on_start, on_end);
    XML_SetCharacterDataHandler(parser_, on_text);
    XML_SetStartDoctypeDeclHandler(parser_, on_doctype);
  }
  ~ExpatReader() override { XML_ParserFree(parser_); }
  ExpatReader(const ExpatReader&) = delete;
  ExpatReader& operator=(const ExpatReader&) = delete;

  Status feed(std::string_view piece) override {
    fed_ += static_cast<XML_Index>(piece.size());
    TRY(parse(piece, XML_FALSE));
    // What expat has taken and not told yet is one unfinished token.
    if (fed_ - XML_GetCurrentByteIndex(parser_) > kTokenBytesMax)
      return bad_xml("one of its parts is too long");
    return ok();
  }
  Status finish() override { return parse({}, XML_TRUE); }

 private:
  Status parse(std::string_view piece, XML_Bool last) {
    const auto done = XML_Parse(parser_, piece.data(), static_cast<int>(piece.size()), last);
    if (problem_) return *problem_;
    if (done == XML_STATUS_ERROR) return bad_xml(XML_ErrorString(XML_GetErrorCode(parser_)));
    return ok();
  }
  void keep(Status status) {
    if (status || problem_) return;
    problem_ = status.error();
    XML_StopParser(parser_, XML_FALSE);
  }
  static void on_start(void* self, const char* name, const char** attributes) {
    auto& reader = *static_cast<ExpatReader*>(self);
    if (!reader.problem_)
      reader.keep(reader.handlers_.start(local_name(name), Attributes(attributes)));
  }
  static void on_end(void* self, const char* name) {
    auto& reader = *static_cast<ExpatReader*>(self);
    if (!reader.problem_) reader.keep(reader.handlers_.end(local_name(name)));
  }
  static void on_text(void* self, const char* text, int length) {
    auto& reader = *static_cast<ExpatReader*>(self);
    if (!reader.problem_)
      reader.keep(reader.handlers_.text({text, static_cast<std::size_t>(length)}));
  }
  static void on_doctype(void* self, const char*, const char*, const char*, int) {
    static_cast<ExpatReader*>(self)->keep(bad_xml("it declares a document type"));
  }

  const Handlers handlers_;
  XML_Parser parser_;
  XML_Index fed_ = 0;
  std::optional<Error> problem_;
};

}  // namespace

std::string_view XmlReader::Attributes::get(std::string_view name) const {
  for (const char* const* pair = pairs_; *pair != nullptr; pair += 2) {
    if (local_name(pair[0]) == name) return pair[1];
  }
  return {};
}

std::unique_ptr<XmlReader> XmlReader::create(Handlers handlers) {
  return std::make_unique<ExpatReader>(std::move(handlers));
}

}  // namespace kontor::host
