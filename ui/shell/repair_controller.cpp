// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/repair_controller.h"

#include "ui/base/background.h"
#include "ui/commands/groups/name_taken.h"
#include "ui/commands/repairs.h"
#include "ui/shell/edit_controller.h"

namespace weft::ui {

RepairController::RepairController(EditController& edits) : QObject(&edits), m_edits(edits) {}

void RepairController::look(std::shared_ptr<const EngineDocument> document) {
    m_document = std::move(document);
    m_taken = {};
    find();
}

void RepairController::tellNameTaken(quint64 item, const QString& name) {
    m_taken = {item, name};
    find();
}

void RepairController::find() {
    const quint64 request = ++m_request;
    if (m_document == nullptr) { return; }
    inBackground(
        this,
        [document = m_document, taken = m_taken] {
            std::vector<ProblemRow> rows = problemRows(*document);
            ProblemRow row = nameTakenRow(*document, ItemId{taken.first}, taken.second);
            if (!row.text.isEmpty()) { rows.insert(rows.begin(), std::move(row)); }
            return rows;
        },
        [this, request](const std::vector<ProblemRow>& rows) {
            if (m_request == request) { emit found(rows); }
        });
}

void RepairController::repair(quint64 item, const QString& id) {
    if (m_edits.drawing() == nullptr) { return; }
    const QString kind = id.section(':', 0, 0);
    if (kind == QLatin1String(kFindRepair)) {
        emit fitWanted(item, id.section(':', 1));
    } else if (kind == QLatin1String(kChooseRepair)) {
        emit pageWanted(item);
    } else if (kind == QLatin1String(kDataRepair)) {
        emit fitWanted(item, QLatin1String(kFeedPort));
    } else if (kind == QLatin1String(kInitRepair)) {
        emit initWanted();
    } else {
        const std::shared_ptr<const EngineDocument> document = m_edits.drawing()->current();
        (void)m_edits.edit(tr("Repair"),
                           [&](Edit& e) { return makeRepair(e, *document, ItemId{item}, id); });
    }
}

}  // namespace weft::ui
