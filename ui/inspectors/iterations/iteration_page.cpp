// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspectors/iterations/iteration_page.h"

#include <QCheckBox>
#include <QLabel>
#include <QSignalBlocker>
#include <QSlider>
#include <QVBoxLayout>

#include "ui/base/number_format.h"
#include "ui/base/theme.h"

namespace weft::ui {
namespace {

/// Of more iterations than are kept, which are not.
QString missingWords(const LoopValues& values) {
    for (std::size_t i = 1; i < values.turns.size(); ++i) {
        const qint64 before = values.turns[i - 1].iteration;
        const qint64 here = values.turns[i].iteration;
        if (here == before + 1) { continue; }
        return IterationPage::tr("Iterations %1 to %2 are not kept.")
            .arg(formatCount(before + 2), formatCount(here));
    }
    return {};
}

}  // namespace

IterationPage::IterationPage(QWidget* parent) : QWidget(parent) {
    setObjectName(QStringLiteral("iterationPage"));
    setAccessibleName(tr("Iterations"));
    m_keep = new QCheckBox(tr("Show iterations"), this);
    m_keep->setToolTip(tr(
        "Keeps the values of the loop's variables in each call by hand, and while it trains in a "
        "step twice a second; such a call goes op by op, as with a breakpoint. Goes on while other "
        "nodes are selected, until it is switched off or asked for at another loop"));
    m_place = new QLabel(this);
    m_place->setFont(fontOf(TextRole::Mono));
    m_slider = new QSlider(Qt::Horizontal, this);
    m_slider->setAccessibleName(tr("Iteration"));
    m_note = new QLabel(this);
    m_note->setFont(fontOf(TextRole::Caption));
    m_note->setForegroundRole(QPalette::PlaceholderText);
    m_note->setWordWrap(true);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(12, 8, 12, 8);
    column->setSpacing(4);
    for (QWidget* part : std::initializer_list<QWidget*>{m_keep, m_slider, m_place, m_note}) {
        column->addWidget(part);
    }
    connect(m_keep, &QCheckBox::clicked, this, &IterationPage::keepWanted);
    connect(m_slider, &QSlider::valueChanged, this, [this] {
        describe();
        emit turned();
    });
    setLoop(false, nullptr);
}

void IterationPage::setLoop(bool kept, std::shared_ptr<const LoopValues> values) {
    m_keep->setChecked(kept);
    if (values != nullptr && values->turns.empty()) { values.reset(); }
    const bool isOther = values != m_values;
    m_values = std::move(values);
    m_slider->setVisible(m_values != nullptr);
    m_place->setVisible(m_values != nullptr);
    if (isOther && m_values != nullptr) {
        const QSignalBlocker silent(m_slider);
        m_slider->setRange(0, static_cast<int>(m_values->turns.size()) - 1);
    }
    describe();
}

const LoopValues::Turn* IterationPage::turn() const {
    return m_values == nullptr ? nullptr
                               : &m_values->turns[static_cast<std::size_t>(m_slider->value())];
}

void IterationPage::describe() {
    if (m_values == nullptr) {
        m_note->setText(m_keep->isChecked() ? tr("Kept from the next call or step on.")
                                            : QString());
        m_note->setVisible(m_keep->isChecked());
        return;
    }
    const qint64 here = turn()->iteration;
    const qint64 all = m_values->turns.back().iteration;
    QString words;
    if (!m_values->hasEnded) {
        words = tr("Iteration %1 as it begins, not ended yet").arg(formatCount(here + 1));
    } else if (here < all) {
        words = tr("Iteration %1 of %2 as it begins").arg(formatCount(here + 1), formatCount(all));
    } else {
        words = all == 0   ? tr("No iteration: what came in leaves")
                : all == 1 ? tr("After the only iteration")
                           : tr("After all %1 iterations").arg(formatCount(all));
    }
    m_place->setText(words);
    m_slider->setAccessibleDescription(words);
    m_note->setText(missingWords(*m_values));
    m_note->setVisible(!m_note->text().isEmpty());
}

}  // namespace weft::ui
