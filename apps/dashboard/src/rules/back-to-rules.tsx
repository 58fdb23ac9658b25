import { IconArrowLeft } from '@tabler/icons-react';
import { Link } from 'react-router';
import { addresses } from '../shell/addresses.ts';

export const BackToRules = () => (
  <Link to={addresses.rules} className="review-back rule-back">
    <IconArrowLeft aria-hidden size={16} /> Rules
  </Link>
);
