// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/commands/run_commands.h"

#include <algorithm>

namespace weft::ui {
namespace {

constexpr std::int64_t kDefaultBatch = 64;

std::string freeName(const Document& document, const std::string& base) {
    const auto used = [&](const std::string& name) {
        return std::ranges::any_of(document.rows(),
                                   [&](const RunRow* row) { return row->name == name; });
    };
    std::string name = base;
    for (int i = 1; used(name); ++i) { name = concat(base, ' ', i); }
    return name;
}

double lastOrder(const Document& document) {
    double last = 0;
    for (const RunRow* row : document.rows()) { last = std::max(last, row->order); }
    return last;
}

/// The default row of a kind whose target no row has yet; else the first of the kind.
std::optional<RunRow> pattern(const Document& document, RowKind kind) {
    std::optional<RunRow> found;
    for (RunRow& row : defaultRows(document)) {
        const bool trains = row.mode == RunRow::Mode::Training;
        if (trains != (kind == RowKind::Train)) { continue; }
        const bool taken = std::ranges::any_of(
            document.rows(), [&](const RunRow* other) { return other->targets == row.targets; });
        if (!found || !taken) { found = row; }
        if (!taken) { break; }
    }
    return found;
}

Status checkRow(const RunRow& row) {
    if (row.name.empty()) { return invalidArgument("a row needs a name"); }
    if (row.every < 1 || row.times < 1) {
        return invalidArgument(concat("row '", row.name, "': got every ", row.every, ", ",
                                      row.times, " times, want at least 1"));
    }
    if (row.batch < 0) {
        return invalidArgument(
            concat("row '", row.name, "': got a batch of ", row.batch, ", want 0 or more rows"));
    }
    return okStatus();
}

}  // namespace

std::vector<RunRow> rowsInUse(const Document& document) {
    std::vector<RunRow> rows;
    for (const RunRow* row : document.rows()) { rows.push_back(*row); }
    return rows.empty() ? defaultRows(document) : rows;
}

Status makeRowsMine(Edit& edit) {
    if (!edit.document().rows().empty()) {
        return failedPrecondition("the run sheet has rows of its own already");
    }
    std::vector<RunRow> rows = defaultRows(edit.document());
    if (rows.empty()) { return failedPrecondition("there is nothing to train yet"); }
    double order = 0;
    for (RunRow& row : rows) {
        row.order = ++order;
        edit.put(std::move(row));
    }
    return okStatus();
}

ItemId addRow(Edit& edit, RowKind kind) {
    RunRow row = pattern(edit.document(), kind).value_or(RunRow());
    row.id = {};
    const bool trains = kind == RowKind::Train;
    if (kind == RowKind::Other) { row = RunRow(); }
    row.name = freeName(edit.document(), trains                      ? "train"
                                         : kind == RowKind::Validate ? "validate"
                                                                     : "watch");
    if (row.split.empty()) { row.split = trains ? "train" : "test"; }
    if (trains) {
        row.mode = RunRow::Mode::Training;
        if (row.batch == 0) { row.batch = kDefaultBatch; }
    } else {
        row.unit = RunRow::Unit::Epoch;
    }
    row.order = lastOrder(edit.document()) + 1;
    return edit.put(std::move(row));
}

Status changeRow(Edit& edit, ItemId id, const std::function<void(RunRow&)>& change) {
    const RunRow* found = edit.document().find<RunRow>(id);
    if (found == nullptr) { return notFound("the row is no longer there"); }
    RunRow row = *found;
    change(row);
    WEFT_TRY(checkRow(row));
    row.id = id;
    if (entityToBytes(row) != entityToBytes(*found)) { edit.put(std::move(row)); }
    return okStatus();
}

Status moveRow(Edit& edit, ItemId id, int place) {
    std::vector<RunRow> rows;
    for (const RunRow* row : edit.document().rows()) { rows.push_back(*row); }
    const auto at = std::ranges::find(rows, id, &RunRow::id);
    if (at == rows.end()) { return notFound("the row is no longer there"); }
    RunRow moved = std::move(*at);
    rows.erase(at);
    const auto to = std::clamp<std::ptrdiff_t>(place, 0, std::ssize(rows));
    rows.insert(rows.begin() + to, std::move(moved));
    double order = 0;
    for (RunRow& row : rows) {
        ++order;
        if (row.order == order) { continue; }
        row.order = order;
        edit.put(row);
    }
    return okStatus();
}

Status changeSettings(Edit& edit, const std::function<void(Settings&)>& change) {
    Settings settings = edit.document().settings();
    change(settings);
    if (settings.epochs < 1 || settings.steps < 0) {
        return invalidArgument(concat("run sheet: got ", settings.epochs, " epochs and ",
                                      settings.steps, " steps, want at least 1 and 0"));
    }
    settings.id = kSettingsId;
    if (entityToBytes(settings) != entityToBytes(edit.document().settings())) {
        edit.put(std::move(settings));
    }
    return okStatus();
}

std::optional<std::int64_t> estimatedSteps(
    const Document& document,
    const std::function<std::optional<std::int64_t>(const RunRow& row)>& rowsOf) {
    const Settings& settings = document.settings();
    for (const RunRow& row : rowsInUse(document)) {
        if (row.disabled || row.mode != RunRow::Mode::Training) { continue; }
        if (settings.steps > 0) { return settings.steps; }
        const std::optional<std::int64_t> rows = rowsOf(row);
        if (!rows) { return std::nullopt; }
        const std::int64_t batch = row.batch > 0 ? row.batch : std::max<std::int64_t>(*rows, 1);
        const std::int64_t calls = (*rows + batch - 1) / batch;
        // A call is made every so many steps: an epoch takes that many more.
        return settings.epochs * calls * std::max<std::int64_t>(row.every, 1);
    }
    return std::nullopt;
}

}  // namespace weft::ui
