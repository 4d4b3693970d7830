import { Anchor, Skeleton, Stack, Table, Text, Title } from '@mantine/core';
import { defaultParseSearch } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import type { ViewBlock } from '../api/types';
import classes from '../pages/record/FieldsPanel.module.css';
import { AnchorLink } from '../shell/AnchorLink';
import { ActionBlock } from './ActionBlock';
import { destinationOf } from './destination';

// Drawing charts takes more script than the rest of a record's page.
const WidgetChart = lazy(async () => ({ default: (await import('../pages/dashboard/WidgetChart')).WidgetChart }));

interface BlocksProps {
  blocks: ViewBlock[];
  title: string;
  /** Whose view it is. */
  plugin: string;
  /** Of which level the view's headings are: one below what stands over it. */
  headings?: 2 | 3;
}

/** A plugin's view: every text stays text, and a link leads to the web or into this app only. */
export function Blocks({ blocks, title, plugin, headings = 3 }: BlocksProps) {
  return (
    <Stack gap="sm">
      {blocks.map((block, index) => (
        <Block key={keyOf(block, index)} block={block} title={title} plugin={plugin} headings={headings} />
      ))}
    </Stack>
  );
}

// An action stays itself when a table above it grows: what is typed in it must not move.
function keyOf({ action, record, given }: ViewBlock, index: number): string {
  return action ? JSON.stringify([action, record?.id, given]) : String(index);
}

interface BlockProps {
  block: ViewBlock;
  title: string;
  plugin: string;
  headings: 2 | 3;
}

function Block({ block, title, plugin, headings }: BlockProps) {
  const text = block.text ?? '';
  switch (block.kind) {
    case 'heading':
      return (
        <Title order={headings} size="h5">
          {text}
        </Title>
      );
    case 'text':
      return text.split(/\n{2,}/).map((paragraph, index) => (
        <Text key={index} size="sm">
          {paragraph}
        </Text>
      ));
    case 'fields':
      return (
        <dl className={classes.list}>
          {(block.fields ?? []).map(({ label, value }, index) => (
            <div key={index} className={classes.row}>
              <dt>{label}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      );
    case 'table':
      return <Rows block={block} caption={text || title} />;
    case 'chart':
      return (
        <Suspense fallback={<Skeleton height={250} />}>
          <WidgetChart kind="chart" series={block.series ?? []} label={text || title} />
        </Suspense>
      );
    case 'links':
      return (
        <ul className={classes.related}>
          {(block.links ?? []).map((link, index) => (
            <li key={index}>
              <Somewhere {...link} />
            </li>
          ))}
        </ul>
      );
    case 'action':
      return <ActionBlock block={block} plugin={plugin} />;
    default:
      return null;
  }
}

// A day, a price or a state stands on one line. A table of many columns scrolls before its sentences are spelled.
const wholeMax = 16;
const fewColumns = 5;

function Rows({ block, caption }: { block: ViewBlock; caption: string }) {
  const sentence = (block.columns ?? []).length > fewColumns ? classes.words : undefined;
  return (
    <Table.ScrollContainer minWidth={280} type="native" role="group" aria-label={caption} tabIndex={0}>
      <Table verticalSpacing={6}>
        <Table.Caption className="visually-hidden">{caption}</Table.Caption>
        <Table.Thead>
          <Table.Tr>
            {(block.columns ?? []).map((column, index) => (
              <Table.Th key={index} scope="col">
                {column}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {(block.rows ?? []).map((row, index) => (
            <Table.Tr key={index}>
              {row.map((cell, at) => (
                <Table.Td key={at} className={cell.length <= wholeMax ? classes.whole : sentence}>
                  {cell}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function Somewhere({ text, href }: { text: string; href: string }) {
  const destination = destinationOf(href);
  if (destination === 'nowhere') return <Text size="sm">{text}</Text>;
  if (destination === 'outside') {
    return (
      <Anchor size="sm" href={href} target="_blank" rel="noopener noreferrer">
        {text}
      </Anchor>
    );
  }
  const [path = '', query = ''] = href.split('?', 2);
  return (
    <AnchorLink size="sm" to={path} search={defaultParseSearch(query)}>
      {text}
    </AnchorLink>
  );
}
