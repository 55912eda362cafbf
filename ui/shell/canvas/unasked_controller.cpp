// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/canvas/unasked_controller.h"

#include <QAction>
#include <utility>

#include "ui/base/background.h"
#include "ui/base/settings.h"
#include "ui/document/items/unasked.h"

namespace weft::ui {

UnaskedController::UnaskedController(QAction& action, QObject* parent)
    : QObject(parent), m_action(action) {
    action.setChecked(Settings().palesUnasked());
    connect(&action, &QAction::toggled, this, [this](bool pale) {
        Settings().setPalesUnasked(pale);
        find();
    });
}

void UnaskedController::look(std::shared_ptr<const EngineDocument> document) {
    const bool isOther = (document == nullptr) != (m_document == nullptr);
    m_document = std::move(document);
    // Ids of one file say nothing of another's.
    if (isOther) { take({}); }
    find();
}

void UnaskedController::setFetches(const QStringList& fetches) {
    if (fetches == m_fetches) { return; }
    m_fetches = fetches;
    find();
}

void UnaskedController::find() {
    if (m_document == nullptr || !m_action.isChecked()) {
        m_again = m_busy;
        take({});
        return;
    }
    if (std::exchange(m_busy, true)) {
        m_again = true;
        return;
    }
    inBackground(
        this,
        [document = m_document, fetches = m_fetches] { return unaskedIds(*document, fetches); },
        [this](QSet<quint64> unasked) {
            m_busy = false;
            if (std::exchange(m_again, false)) { return find(); }
            take(std::move(unasked));
        });
}

void UnaskedController::take(QSet<quint64> unasked) {
    if (unasked == *m_unasked) { return; }
    m_unasked = std::make_shared<const QSet<quint64>>(std::move(unasked));
    emit changed();
}

}  // namespace weft::ui
