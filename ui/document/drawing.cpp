// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/document/drawing.h"

#include <map>

#include "ui/base/background.h"
#include "ui/base/to_qt.h"

namespace weft::ui {
Delta joined(const Delta& first, const Delta& second) {
    std::map<ItemId, Change> all;
    for (const Change& change : first) { all[change.id] = change; }
    for (const Change& change : second) {
        const auto [at, isNew] = all.try_emplace(change.id, change);
        if (!isNew) { at->second.after = change.after; }
    }
    Delta out;
    for (auto& [id, change] : all) {
        if (change.before != change.after) { out.push_back(std::move(change)); }
    }
    return out;
}

Drawing::Drawing(std::shared_ptr<const EngineDocument> opened, QObject* parent)
    : QObject(parent), m_current(std::move(opened)) {
    m_document = *m_current->project;
    m_shown = presented(m_current);
    m_path = m_current->path;
}

Drawing::~Drawing() = default;

bool Drawing::upToDate() const {
    return m_current->expansion.documentVersion == m_document.version();
}

void Drawing::setPath(const QString& path) {
    m_path = path;
    expandSoon();
    emit historyChanged();
}

Status Drawing::edit(const QString& label, quint64 group, const std::function<Status(Edit&)>& fill,
                     const QString& mergeKey) {
    const auto made = [&]() -> Result<Delta> {
        if (!m_readOnly.isEmpty()) { return failedPrecondition(m_readOnly.toStdString()); }
        Edit edit(m_document);
        WEFT_TRY(fill(edit));
        Delta delta = WEFT_TRY(edit.finish());
        if (!delta.empty()) { WEFT_TRY(make(delta)); }
        return delta;
    }();
    if (!made.ok()) {
        emit refused(toQt(messageOf(made.status())));
        return made.status();
    }
    if (made->empty()) { return okStatus(); }
    m_history.resize(m_done);
    m_states.resize(m_done);
    const bool joins = m_merge && m_done > 0 && !mergeKey.isEmpty() &&
                       m_history.back().mergeKey == mergeKey && m_stateId != m_savedState;
    if (joins) {
        m_history.back().delta = joined(m_history.back().delta, *made);
    } else {
        m_history.push_back({*made, label, group, mergeKey});
        m_states.push_back(m_stateId);
        m_done = m_history.size();
    }
    m_stateId = m_nextState++;
    m_topState = m_stateId;
    m_merge = true;
    emit edited(*made);
    emit historyChanged();
    expandSoon();
    return okStatus();
}

Status Drawing::replay(const std::vector<Delta>& deltas) {
    for (const Delta& delta : deltas) {
        WEFT_TRY(make(delta));
        m_stateId = m_nextState++;
        m_topState = m_stateId;
    }
    emit historyChanged();
    expandSoon();
    return okStatus();
}

Status Drawing::make(const Delta& delta) { return m_document.apply(delta); }

QString Drawing::undoLabel() const { return canUndo() ? m_history[m_done - 1].label : QString(); }
QString Drawing::redoLabel() const { return canRedo() ? m_history[m_done].label : QString(); }

void Drawing::undo() {
    if (!canUndo()) { return; }
    const HistoryStep& step = m_history[m_done - 1];
    const Delta back = inverted(step.delta);
    if (const Status status = make(back); !status.ok()) {
        emit refused(toQt(messageOf(status)));
        return;
    }
    --m_done;
    m_stateId = m_states[m_done];
    m_merge = false;
    emit edited(back);
    emit wentTo(step.group);
    emit historyChanged();
    expandSoon();
}

void Drawing::redo() {
    if (!canRedo()) { return; }
    const HistoryStep& step = m_history[m_done];
    if (const Status status = make(step.delta); !status.ok()) {
        emit refused(toQt(messageOf(status)));
        return;
    }
    ++m_done;
    m_stateId = m_done < m_states.size() ? m_states[m_done] : m_topState;
    m_merge = false;
    emit edited(step.delta);
    emit wentTo(step.group);
    emit historyChanged();
    expandSoon();
}

void Drawing::breakMerge() { m_merge = false; }

void Drawing::setReadOnly(const QString& reason) {
    m_readOnly = reason;
    emit historyChanged();
}

void Drawing::markSaved(quint64 state) {
    m_savedState = state;
    m_merge = false;
    emit historyChanged();
}

/// One expansion at a time: what is edited meanwhile is expanded once, after it.
void Drawing::expandSoon() {
    if (m_expanding) { return; }
    m_expanding = true;
    struct Made {
        std::shared_ptr<const EngineDocument> document;
        OpenDocument shown;
    };
    inBackground(
        this,
        [document = m_document, path = m_path] {
            const std::shared_ptr<const EngineDocument> made = projectOf(document, path);
            return Made{made, presented(made)};
        },
        [this](Made made) {
            m_current = std::move(made.document);
            m_shown = std::move(made.shown);
            m_expanding = false;
            if (!upToDate() || m_path != m_current->path) { expandSoon(); }
            emit expanded();
        });
}

}  // namespace weft::ui
