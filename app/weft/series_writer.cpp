// SPDX-License-Identifier: Apache-2.0
#include "app/weft/series_writer.h"

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstring>

#include "engine/base/strings.h"

namespace weft::app {
namespace {

/// A float's shortest text that reads back the same; values are means of floats.
std::string numberText(double value) {
    std::string out;
    appendPiece(out, static_cast<float>(value));
    return out;
}

nlohmann::json numberJson(double value) {
    if (std::isfinite(value)) { return value; }
    return numberText(value);
}

/// Of metrics that grow as a model gets better, the largest is the best.
bool largerIsBetter(const std::string& name) {
    return name.find("accuracy") != std::string::npos || name.find("Accuracy") != std::string::npos;
}

}  // namespace

SeriesWriter::SeriesWriter(const TrainingPlan& plan) : m_plan(plan) {
    for (const PlanRow& row : plan.rows) {
        for (const std::string& label : row.labels) {
            if (std::find(m_columns.begin(), m_columns.end(), label) == m_columns.end()) {
                m_columns.push_back(label);
            }
        }
    }
}

SeriesWriter::~SeriesWriter() {
    if (m_file != nullptr && m_file != stdout) { std::fclose(m_file); }
}

Status SeriesWriter::write(const std::string& line) {
    if (m_file == nullptr) { return okStatus(); }
    const bool ok =
        std::fwrite(line.data(), 1, line.size(), m_file) == line.size() && std::fflush(m_file) == 0;
    return ok ? okStatus()
              : resourceExhausted(
                    concat("cannot write: ", std::strerror(errno), " (", m_path, ")"));
}

Status SeriesWriter::open(const std::string& path) {
    m_path = path;
    if (path.empty()) { return okStatus(); }
    m_file = path == "-" ? stdout : std::fopen(path.c_str(), "w");
    if (m_file == nullptr) {
        return notFound(concat("cannot write: ", std::strerror(errno), " (", path, ")"));
    }
    return write(
        concat("step,epoch,row,wall_s", m_columns.empty() ? "" : ",", join(m_columns, ","), "\n"));
}

Status SeriesWriter::add(const CallReport& report, double wallSeconds) {
    const PlanRow& row = m_plan.rows[static_cast<std::size_t>(report.row)];
    char wall[32];
    std::snprintf(wall, sizeof wall, "%.3f", wallSeconds);
    std::string line =
        concat(report.step, ",", report.epoch, ",", row.name, ",", std::string(wall));
    for (const std::string& column : m_columns) {
        const auto label = std::find(row.labels.begin(), row.labels.end(), column);
        line += ",";
        if (label == row.labels.end()) { continue; }
        const double value = report.values[static_cast<std::size_t>(label - row.labels.begin())];
        line += numberText(value);
        // Of a fetch that both kinds of row make, the summary tells the validated value.
        const auto also = [&](const PlanRow& other) {
            return !other.training && std::find(other.labels.begin(), other.labels.end(), column) !=
                                          other.labels.end();
        };
        if (row.training && std::any_of(m_plan.rows.begin(), m_plan.rows.end(), also)) { continue; }
        m_last[column] = value;
        const auto best = m_best.find(column);
        const bool better = best == m_best.end() ||
                            (largerIsBetter(column) ? value > best->second : value < best->second);
        if (better) { m_best[column] = value; }
    }
    return write(line + "\n");
}

Status SeriesWriter::finish() { return write(""); }

nlohmann::json SeriesWriter::summary(const LoopProgress& progress) const {
    nlohmann::json last = nlohmann::json::object();
    nlohmann::json best = nlohmann::json::object();
    for (const auto& [name, value] : m_last) { last[name] = numberJson(value); }
    for (const auto& [name, value] : m_best) { best[name] = numberJson(value); }
    return {{"steps", progress.step}, {"epochs", progress.epoch}, {"last", last}, {"best", best}};
}

}  // namespace weft::app
