// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QSet>
#include <QStringList>
#include <memory>

#include "ui/document/engine_document.h"

class QAction;

namespace weft::ui {

/// Finds out, on another thread, what no call computes, so that it can be drawn pale; switched by an
/// action. One for the window. GUI thread.
class UnaskedController final : public QObject {
    Q_OBJECT

public:
    UnaskedController(QAction& action, QObject* parent);

    /// What is drawn has changed; null: nothing is.
    void look(std::shared_ptr<const EngineDocument> document);
    /// The fetches chosen in the call line have.
    void setFetches(const QStringList& fetches);
    /// What to mark in diagrams, which may be done on any thread; never null.
    std::shared_ptr<const QSet<quint64>> unasked() const { return m_unasked; }

signals:
    /// unasked() is another set.
    void changed();

private:
    void find();
    void take(QSet<quint64> unasked);

    QAction& m_action;
    std::shared_ptr<const EngineDocument> m_document;
    QStringList m_fetches;
    std::shared_ptr<const QSet<quint64>> m_unasked = std::make_shared<QSet<quint64>>();
    bool m_busy = false;
    bool m_again = false;  // asked anew while it was being found
};

}  // namespace weft::ui
