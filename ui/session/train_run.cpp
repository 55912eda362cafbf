// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/train_run.h"

#include <QCoreApplication>

#include "ui/base/number_format.h"
#include "ui/base/to_qt.h"

namespace weft::ui {
namespace {

QString words(const char* text) { return QCoreApplication::translate("weft::ui::TrainRun", text); }

/// What a call of a row fetches and runs, as the call line spells it.
QStringList fetchesOf(const EngineDocument& document, const RunRow& row) {
    QStringList names;
    for (const PortRef& fetch : row.fetches) {
        const std::optional<Endpoint> tensor = document.expansion.tensorAt(fetch);
        if (tensor) { names.append(toQt(document.graph().nameOf(*tensor))); }
    }
    for (const ItemId target : row.targets) {
        names.append(toQt(document.project->pathOf(target)));
    }
    return names;
}

QString cardOf(const EngineDocument& document, const RunRow& row) {
    QStringList lines = {toQt(row.name)};
    lines.append(words("run %1").arg(fetchesOf(document, row).join(QStringLiteral(", "))));
    if (!row.split.empty()) {
        const QString batch = row.batch > 0 ? words("batch %1").arg(formatCount(row.batch))
                                            : words("all rows at once");
        lines.append(words("split %1, %2").arg(toQt(row.split), batch));
    }
    const bool epochs = row.unit == RunRow::Unit::Epoch;
    if (epochs || row.every > 1) {
        lines.append(row.every > 1 ? (epochs ? words("every %1 epochs") : words("every %1 steps"))
                                         .arg(formatCount(row.every))
                                   : words("every epoch"));
    }
    if (row.disabled) { lines.append(words("switched off")); }
    return lines.join('\n');
}

}  // namespace

void TrainRun::describe(const EngineDocument& document, SessionInfo& info) {
    if (!document.project) { return; }
    const weft::Settings& settings = document.project->settings();
    for (const RunRow* row : document.project->rows()) {
        info.rows.push_back(cardOf(document, *row));
        if (row->disabled || row->targets.empty() || info.trains) { continue; }
        info.trains = true;
        info.fetches = fetchesOf(document, *row);
        for (const ColumnBinding& binding : document.expansion.bindings) {
            const Item* data = document.project->item(binding.data);
            QString feed =
                toQt(document.graph().node(binding.placeholder).name) + QStringLiteral(": ") +
                toQt(data == nullptr ? std::string() : data->name) + '/' + toQt(row->split);
            if (row->batch > 0) { feed += '[' + QString::number(row->batch) + ']'; }
            info.feeds.append(feed);
        }
    }
    if (settings.steps > 0) {
        info.trainText = words("Train %1 steps").arg(formatCount(settings.steps));
    } else {
        info.trainText = settings.epochs == 1 ? words("Train 1 epoch")
                                              : words("Train %1 epochs").arg(settings.epochs);
    }
}

}  // namespace weft::ui
