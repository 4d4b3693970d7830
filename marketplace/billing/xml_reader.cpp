#include "marketplace/billing/xml_reader.hpp"

#include <expat.h>

#include <memory>
#include <optional>

namespace kontor::marketplace::billing {
namespace {

constexpr char kSpaceMark = '|';  // Between namespace and local name; in neither.

struct ParserDeleter {
  void operator()(XML_Parser parser) const { XML_ParserFree(parser); }
};
using ParserOwner = std::unique_ptr<XML_ParserStruct, ParserDeleter>;

struct OpenElement {
  std::size_t path_size = 0;  // Of the path before it.
  std::string text = {};
  std::string currency = {};
};

struct Reading {
  XML_Parser parser = nullptr;
  const XmlLimits& limits;
  XmlHandler& handler;
  std::string path = {};
  std::vector<OpenElement> open = {};
  std::optional<Error> failure = {};

  void fail(const std::string& why) {
    if (failure) return;
    failure = Error{ErrorCode::invalid_argument,
                    "line " + std::to_string(XML_GetCurrentLineNumber(parser)) + ": " + why};
    XML_StopParser(parser, XML_FALSE);
  }
};

Reading& reading_of(void* data) { return *static_cast<Reading*>(data); }

void on_begin(void* data, const XML_Char* name, const XML_Char** attributes) {
  Reading& reading = reading_of(data);
  if (reading.failure) return;
  if (reading.open.size() >= reading.limits.depth_max) return reading.fail("elements too deep");
  const std::string_view full = name;
  const std::size_t mark = full.rfind(kSpaceMark);
  const std::string_view space =
      mark == std::string_view::npos ? std::string_view() : full.substr(0, mark);
  OpenElement element{.path_size = reading.path.size()};
  for (; *attributes != nullptr; attributes += 2)
    if (std::string_view(attributes[0]) == "Ccy") element.currency = attributes[1];
  reading.path += '/';
  reading.path += mark == std::string_view::npos ? full : full.substr(mark + 1);
  reading.open.push_back(std::move(element));
  if (const Status told = reading.handler.begin(reading.path, space); !told)
    reading.fail(told.error().message);
}

void on_text(void* data, const XML_Char* text, int size) {
  Reading& reading = reading_of(data);
  if (reading.failure || reading.open.empty()) return;
  std::string& own = reading.open.back().text;
  own.append(text, static_cast<std::size_t>(size));
  if (own.size() > reading.limits.text_bytes_max) reading.fail("a text is too long");
}

void on_end(void* data, const XML_Char* /*name*/) {
  Reading& reading = reading_of(data);
  if (reading.failure || reading.open.empty()) return;
  OpenElement element = std::move(reading.open.back());
  reading.open.pop_back();
  constexpr std::string_view kBlank = " \t\r\n";
  element.text.erase(element.text.find_last_not_of(kBlank) + 1);
  element.text.erase(0, element.text.find_first_not_of(kBlank));
  if (const Status told = reading.handler.end(reading.path, element.text, element.currency); !told)
    return reading.fail(told.error().message);
  reading.path.resize(element.path_size);
}

void on_doctype(void* data, const XML_Char*, const XML_Char*, const XML_Char*, int) {
  reading_of(data).fail("a document type declaration is not taken");
}

}  // namespace

Status read_xml(std::string_view xml, const XmlLimits& limits, XmlHandler& handler) {
  if (xml.size() > limits.bytes_max)
    return Error{ErrorCode::invalid_argument,
                 "the file is longer than " + std::to_string(limits.bytes_max) + " bytes"};
  const ParserOwner parser(XML_ParserCreateNS(nullptr, kSpaceMark));
  if (!parser) return Error{ErrorCode::internal, "no memory for an XML parser"};
  Reading reading{.parser = parser.get(), .limits = limits, .handler = handler};
  XML_SetUserData(parser.get(), &reading);
  XML_SetElementHandler(parser.get(), on_begin, on_end);
  XML_SetCharacterDataHandler(parser.get(), on_text);
  XML_SetStartDoctypeDeclHandler(parser.get(), on_doctype);
  const auto parsed =
      XML_Parse(parser.get(), xml.data(), static_cast<int>(xml.size()), /*isFinal=*/1);
  if (reading.failure) return *std::move(reading.failure);
  if (parsed != XML_STATUS_OK)
    return Error{ErrorCode::invalid_argument,
                 "line " + std::to_string(XML_GetCurrentLineNumber(parser.get())) + ": " +
                     XML_ErrorString(XML_GetErrorCode(parser.get()))};
  return ok();
}

}  // namespace kontor::marketplace::billing
