#include "host/app/exporter.hpp"
#include "host/app/report_table.hpp"

// A report as a file. Its rows are few enough for one page; all else is as with lists.
namespace kontor::host {

Result<ExportJob> Exporter::submit_report(const Principal& principal, const Json& request) {
  TRY(require_right(principal, "exports.run"));
  if (request.contains("id") == request.contains("report"))
    return Error{ErrorCode::invalid_argument, "either id or report is wanted"};
  const std::string word = TRY(json_text(request, "format"));
  const TableFormat format = TRY(parse_table_format(word));
  Reports reports(parts_.records, parts_.accounts, parts_.clock);
  Json report = request.value("report", Json());
  if (request.contains("id")) {
    const std::string id = TRY(json_text(request, "id"));
    report = TRY(reports.saved(principal, id));
  }
  const ReportFigures figures = TRY(reports.run(principal, report, Reports::Show::nothing));
  ExportJob job;
  job.id = parts_.ids.next();
  job.user_id = principal.id;
  job.entity = "report";
  job.request = {
      {"report", report}, {"rights", principal.rights->to_json()}, {"token", principal.token}};
  job.format = table_format_name(format);
  job.state = "running";
  job.created_at_ms = parts_.clock.now_ms();
  job.total = static_cast<std::int64_t>(figures.rows.size());
  TRY(keep_asked(principal, job));
  return job;
}

Status Exporter::write_report(ExportJob& job, const Principal& actor) {
  const TableFormat format = TRY(parse_table_format(job.format));
  Reports reports(parts_.records, parts_.accounts, parts_.clock);
  const ReportFigures figures = TRY(reports.run(actor, job.request["report"]));
  const auto catalogue = parts_.records.definitions().now();
  const Entity* const entity = TRY(catalogue->require(figures.report.wanted.entity));
  const ReportTable made = report_table(figures, *entity, format);
  const auto table = TRY(TableWriter::create(format, path_of(job), made.columns));
  for (const std::vector<Json>& row : made.rows) TRY(table->add(row));
  job.written = static_cast<std::int64_t>(made.rows.size());
  job.total = job.written;
  TRY(table->finish());
  return close_file(job);
}

}  // namespace kontor::host
